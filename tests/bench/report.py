"""The numbers as Markdown: what stands beside what, and what grows."""


def number(value):
    """Three digits that mean something."""
    if value == 0:
        return "0"
    if value >= 100:
        return "{:,.0f}".format(value)
    return "%.1f" % value if value >= 10 else "%.2f" % value if value >= 0.1 else "%.3f" % value


def times(value):
    return "× " + number(value)


def beside(value):
    """How one stands to another: 1 : 36, or 4.5 : 1."""
    if not value:
        return ""
    return "%s : 1" % number(value) if value >= 1 else "1 : %s" % number(1 / value)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(["---"] + ["---:"] * (len(head) - 1)) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def reads(size, found):
    rows = [["%s, %s KB" % (name, number(read["bytes"] / 1024)), number(read["shura"]), number(read["nginx"]),
             beside(read["ratio"])] for name, read in found["reads"].items()]
    return table(["reads a second (32 connections, %s records)" % number(size), "Shura",
                  "nginx, the same bytes as a file",
                  "Shura to nginx"], rows)


def saves(size, found):
    plain, synced = found["git"]["as_it_comes"], found["git"]["synced"]
    rows = []
    for way, name in (("alone", "one coordinator alone"), ("together", "32 at once, each a meeting"),
                      ("same", "32 at once in one meeting")):
        save = found["saves"][way]
        rows.append([name + (" (%d refused)" % save["refused"] if save["refused"] else ""), number(save["per_second"]),
                     number(save["p50_ms"]), number(save["p99_ms"]), beside(save["per_second"] / plain["per_second"]),
                     beside(save["per_second"] / synced["per_second"])])
    for name, git in (("`git commit` in a work tree", plain), ("… that syncs, as Shura does", synced)):
        rows.append([name, number(git["per_second"]), number(git["p50_ms"]), number(git["p99_ms"]), "", ""])
    rows.append(["the disk: 4 KB and fdatasync", number(found["disk_per_second"]),
                 number(1000 / found["disk_per_second"]), "", "", ""])
    return table(["saves a second (%s records)" % number(size), "a second", "p50, ms", "p99, ms", "to `git commit`",
                  "to the one that syncs"], rows)


def rebuild(found):
    made = found["rebuild"]
    rate = "%s records/s, %s MB/s" % (number(made["records"] / made["reindex_s"]),
                                      number(made["bytes"] / made["reindex_s"] / 1e6))
    rows = [["`shura reindex`", number(made["reindex_s"]), rate],
            ["`git cat-file --batch`", number(made["cat_file_s"]),
             "%s records/s" % number(made["records"] / made["cat_file_s"])],
            ["reindex to cat-file", beside(made["ratio"]), ""]]
    size = "rebuild of %s records, %s MB" % (number(made["records"]), number(made["bytes"] / 1e6))
    return table([size, "s", ""], rows)


def grown(sizes, name, of):
    values = [of(found) for found in sizes.values()]
    return [name] + [number(value) for value in values] + [times(values[-1] / values[0])]


def growth(results):
    sizes = results["sizes"]
    last = list(sizes.values())[-1]
    rows = []
    for page in last["pages"]:
        longer = last["pages"][page]["bytes"] / list(sizes.values())[0]["pages"][page]["bytes"]
        name = page + (" (itself × %s)" % number(longer) if longer > 1.5 or longer < 0.67 else "")
        rows.append(grown(sizes, name + ", ms", lambda found, page=page: found["pages"][page]["ms"]))
    rows.append(grown(sizes, "a save alone (p50), ms", lambda found: found["saves"]["alone"]["p50_ms"]))
    rows.append(grown(sizes, "32 saves at once (p50), ms", lambda found: found["saves"]["together"]["p50_ms"]))
    rows.append(grown(sizes, "`git commit` (p50), ms", lambda found: found["git"]["as_it_comes"]["p50_ms"]))
    rows.append(grown(sizes, "from start to listening, ms", lambda found: found["listening_ms"]))
    rows.append(grown(sizes, "… to the first page, ms", lambda found: found["start_ms"]))
    rows.append(grown(sizes, "memory at the start, MB", lambda found: found["rss_mb"]))
    rows.append(grown(sizes, "memory after all this, MB", lambda found: found["rss_after_mb"]))
    rows.append(grown(sizes, "… without what is mapped from files, MB", lambda found: found["own_after_mb"]))
    rows.append(grown(sizes, "rebuild, ms a record",
                      lambda found: 1000 * found["rebuild"]["reindex_s"] / found["rebuild"]["records"]))
    ends = list(sizes)
    return table(["one reader alone, records:"] + [number(size) for size in sizes] +
                 ["%s : %s" % (number(ends[-1]), number(ends[0]))], rows)


def demo(found):
    return "With the demo council the first page comes %s ms after the start; the server holds %s MB, %s its own.\n" % (
        number(found["start_ms"]), number(found["rss_mb"]), number(found["own_mb"]))


def markdown(results):
    size, last = list(results["sizes"].items())[-1]
    lead = "Medians; runs: %d, seconds each: %d, processors: %d. Only the ratios of one run mean something.\n" % (
        results["runs"], results["seconds"], results["processors"])
    return "\n".join([lead, reads(size, last), saves(size, last), rebuild(last), growth(results),
                      demo(results["demo"])])
