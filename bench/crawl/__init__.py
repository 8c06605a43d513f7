"""Crawling against other link checkers: the same pages, the same server, in turn.

    python -m bench.crawl --rounds 3

Builds a site of about 5,000 real pages from Debian's documentation packages, serves it with nginx
on loopback, and lets each tool look at it. What is compared are ratios within one call; the
machine's speed drifts between calls.
"""
