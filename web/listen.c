#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 511 };

/* "[::1]:8080" → "::1", "8080". */
static int split(char **host, char **port, const char *text, struct error *err)
{
	const char *colon = text ? strrchr(text, ':') : NULL;
	size_t len = colon ? (size_t)(colon - text) : 0;
	bool boxed = len > 2 && text[0] == '[' && text[len - 1] == ']';

	if (!len || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
		strlen(colon + 1) > 5 || atoi(colon + 1) > 65535 ||
		(!boxed && memchr(text, ':', len)))
		return error_set(err, ERR_INVALID,
			"\"%s\" is no address to listen on; write one like 127.0.0.1:8080",
			text ? text : "");
	*host = boxed ? str_copy_n(text + 1, len - 2) : str_copy_n(text, len);
	*port = str_copy(colon + 1);
	return 0;
}

static int bind_one(const struct addrinfo *info)
{
	int one = 1;
	int file = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (file < 0)
		return -1;
	setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(file, info->ai_addr, info->ai_addrlen) == 0 && listen(file, BACKLOG) == 0)
		return file;
	int number = errno;

	close(file);
	errno = number;
	return -1;
}

/* As a browser writes it, with the port that the system gave. */
static char *name_own(int file, const char *host)
{
	struct sockaddr_storage own = { 0 };
	socklen_t len = sizeof own;
	char port[16];

	if (getsockname(file, (struct sockaddr *)&own, &len) != 0 ||
		getnameinfo((struct sockaddr *)&own, len, NULL, 0, port, sizeof port,
			NI_NUMERICSERV) != 0)
		return str_format("http://%s", host);
	return strchr(host, ':') ? str_format("http://[%s]:%s", host, port)
				 : str_format("http://%s:%s", host, port);
}

int listen_open(int *out, char **address, const char *text, struct error *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	CLEANUP(str_free) char *host = NULL;
	CLEANUP(str_free) char *port = NULL;
	CLEANUP(str_free) char *place = NULL;
	struct addrinfo *info = NULL;
	int file, code = split(&host, &port, text, err);

	if (code < 0)
		return code;
	place = str_format("listening on %s", text);
	if ((code = getaddrinfo(host, port, &hints, &info)) != 0)
		return error_set(err, ERR_INVALID, "%s: %s", place, gai_strerror(code));
	file = bind_one(info);
	freeaddrinfo(info);
	if (file < 0)
		return error_errno(err, place);
	*out = file;
	*address = name_own(file, host);
	return 0;
}

void listen_name_peer(const struct sockaddr *peer, char *out, size_t room)
{
	const void *bytes = NULL;

	if (peer && peer->sa_family == AF_INET)
		bytes = &((const struct sockaddr_in *)(const void *)peer)->sin_addr;
	else if (peer && peer->sa_family == AF_INET6)
		bytes = &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
	if (!bytes || !inet_ntop(peer->sa_family, bytes, out, (socklen_t)room))
		snprintf(out, room, "-");
}
