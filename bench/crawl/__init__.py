"""Crawling against other link checkers: the same pages, the same server, in turn.

    python -m bench.crawl --rounds 3
    python -m bench.crawl --corpus gov --tools ours bare "plain Scrapy" --limit 60

Serves a site of real pages (see `bench.crawl.corpus`) with nginx on loopback, and lets each tool
look at it, the tool held to one core and nginx to another. What is compared are ratios within one
round; the machine's speed drifts between rounds. The gate: our set of broken links is the one that
the files themselves tell (see `bench.crawl.truth`), or the program ends with status 1.
"""
