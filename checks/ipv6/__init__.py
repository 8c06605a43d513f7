"""IPv6: addresses in DNS, and whether the site answers on them."""
