"""On-site search (站内搜索): there is one, and it finds what the site published."""
