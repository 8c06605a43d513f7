"""Facts (页面事实): pure readers from archived bytes to what a page says."""
