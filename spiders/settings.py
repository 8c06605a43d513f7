"""Scrapy settings: an engine without reactor, middlewares, retries, cookies or open doors.

Whatever Scrapy would do by default on the network (redirects, robots.txt, retries, cookies, DNS,
telnet, remote control) is done, bounded and recorded by `spiders.session` instead.
"""

BOT_NAME = "govsite-audit"
SPIDER_MODULES = ["spiders.portal"]

TWISTED_REACTOR_ENABLED = False
SCHEDULER = "spiders.portal.FrontierScheduler"
# One handler for the collector's requests; file:, ftp:, data: and s3: are shut.
DOWNLOAD_HANDLERS = {
    "http": "spiders.portal.Handler",
    "https": None,
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}

CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 8
# The collector stores synchronously and yields nothing: one worker a response is enough.
CONCURRENT_ITEMS = 1
DOWNLOAD_DELAY = 0
ROBOTSTXT_OBEY = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "WARNING"
