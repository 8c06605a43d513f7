"""What Scrapy's documentation would have one write: CrawlSpider and LinkExtractor.

python -m bench.crawl.plain URL
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule


class PlainSpider(CrawlSpider):
    """Follows every link of one host and stores nothing."""

    name = "plain"
    allowed_domains = ("127.0.0.1",)
    rules = (Rule(LinkExtractor(), callback="seen", follow=True),)

    def seen(self, response: Response) -> Iterator[Any]:
        """Count a page by reading its title."""
        response.css("title::text").get()
        return iter(())


if __name__ == "__main__":
    settings = {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}
    process = CrawlerProcess(settings)
    process.crawl(PlainSpider, start_urls=[sys.argv[1]])
    process.start()
