#include "peers.h"

#include <arpa/inet.h>
#include <pthread.h>

struct peer {
	char key[ADDRESS_MAX];
	int connections;
};

struct peers {
	char *proxies;
	pthread_mutex_t lock;
	struct peer *peer; /* as many as there are addresses with a connection */
	size_t count;
};

/* IPv4 written as IPv6 is IPv4. */
static int read_bytes(const char *text, unsigned char bytes[16])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (inet_pton(AF_INET, text, bytes) == 1)
		return AF_INET;
	if (inet_pton(AF_INET6, text, bytes) != 1)
		return 0;
	if (memcmp(bytes, mapped, sizeof mapped) != 0)
		return AF_INET6;
	memmove(bytes, bytes + sizeof mapped, 4);
	return AF_INET;
}

bool peers_read_address(const char *address, size_t len, char out[ADDRESS_MAX])
{
	unsigned char bytes[16];
	char text[ADDRESS_MAX];
	int family;

	if (len >= sizeof text)
		return false;
	memcpy(text, address, len);
	text[len] = '\0';
	family = read_bytes(text, bytes);
	return family && inet_ntop(family, bytes, out, ADDRESS_MAX);
}

/* The next word of a list with commas; false at its end. */
static bool next_word(const char **list, const char **word, size_t *len)
{
	*word = *list + strspn(*list, ", ");
	*len = strcspn(*word, ", ");
	*list = *word + *len;
	return *len > 0;
}

bool peers_is_proxy(const char *proxies, const char *address)
{
	char wanted[ADDRESS_MAX], one[ADDRESS_MAX];
	const char *word;
	size_t len;

	if (!proxies || !peers_read_address(address, strlen(address), wanted))
		return false;
	while (next_word(&proxies, &word, &len))
		if (peers_read_address(word, len, one) && str_equal(one, wanted))
			return true;
	return false;
}

static int check(const char *proxies, struct error *err)
{
	char one[ADDRESS_MAX];
	const char *word;
	size_t len;

	while (next_word(&proxies, &word, &len)) {
		CLEANUP(str_free) char *text = str_copy_n(word, len);

		if (!peers_read_address(word, len, one))
			return error_set(err, ERR_INVALID,
				"\"%s\" is no address of a proxy; write such as 10.0.0.2 or fd00::2",
				text);
	}
	return 0;
}

int peers_new(struct peers **out, const char *proxies, struct error *err)
{
	struct peers *peers;
	int code = check(proxies, err);

	if (code < 0)
		return code;
	peers = mem_alloc(sizeof *peers);
	peers->proxies = str_copy(proxies);
	pthread_mutex_init(&peers->lock, NULL);
	*out = peers;
	return 0;
}

void peers_free(struct peers *peers)
{
	if (!peers)
		return;
	pthread_mutex_destroy(&peers->lock);
	free(peers->peer);
	free(peers->proxies);
	free(peers);
}

/* Who has one IPv6 address has 2^64 of them. */
static void key_of(const char *address, char key[ADDRESS_MAX])
{
	unsigned char bytes[16];

	if (!peers_read_address(address, strlen(address), key)) {
		strcpy(key, "-");
		return;
	}
	if (read_bytes(key, bytes) == AF_INET6) {
		memset(bytes + 8, 0, 8);
		inet_ntop(AF_INET6, bytes, key, ADDRESS_MAX);
	}
}

/* Called with the lock held. */
static struct peer *find(struct peers *peers, const char *key)
{
	for (size_t i = 0; i < peers->count; i++)
		if (str_equal(peers->peer[i].key, key))
			return &peers->peer[i];
	return NULL;
}

bool peers_admit(struct peers *peers, const char *address)
{
	char key[ADDRESS_MAX];
	struct peer *peer;
	bool within;

	if (peers_is_proxy(peers->proxies, address))
		return true;
	key_of(address, key);
	pthread_mutex_lock(&peers->lock);
	peer = find(peers, key);
	within = !peer || peer->connections < PEERS_SHARE;
	pthread_mutex_unlock(&peers->lock);
	return within;
}

void peers_add(struct peers *peers, const char *address)
{
	char key[ADDRESS_MAX];
	struct peer *peer;

	key_of(address, key);
	pthread_mutex_lock(&peers->lock);
	peer = find(peers, key);
	if (!peer) {
		peers->peer = mem_grow(peers->peer, peers->count, sizeof *peers->peer);
		peer = &peers->peer[peers->count++];
		*peer = (struct peer){ 0 };
		strcpy(peer->key, key);
	}
	peer->connections++;
	pthread_mutex_unlock(&peers->lock);
}

void peers_remove(struct peers *peers, const char *address)
{
	char key[ADDRESS_MAX];
	struct peer *peer;

	key_of(address, key);
	pthread_mutex_lock(&peers->lock);
	peer = find(peers, key);
	if (peer && --peer->connections == 0)
		*peer = peers->peer[--peers->count];
	pthread_mutex_unlock(&peers->lock);
}
