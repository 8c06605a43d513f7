"""Scrapy settings: an engine without reactor, middlewares, retries, cookies or open doors.

Whatever Scrapy would do by default on the network (redirects, robots.txt, retries, cookies, DNS,
telnet, remote control) is done, bounded and recorded by `spiders.session` instead.
"""

BOT_NAME = "govsite-audit"
SPIDER_MODULES = ["spiders.portal"]

TWISTED_REACTOR_ENABLED = False
SCHEDULER = "spiders.portal.CrewScheduler"
DOWNLOADER = "spiders.portal.Lanes"
# The lanes above fetch everything: Scrapy's own ways out are all shut.
DOWNLOAD_HANDLERS_BASE: dict[str, str] = {}
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}

# The collector stores synchronously and yields nothing: one worker a response is enough.
CONCURRENT_ITEMS = 1
ROBOTSTXT_OBEY = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
LOG_LEVEL = "WARNING"
