"""A site as a person names it: which URLs to try, and which hosts are its own."""

from __future__ import annotations

from checks.facts.urls import resolve


def with_scheme(site: str) -> tuple[str, ...]:
    """URLs to try for a site as a person writes it: https first where no scheme is given."""
    if "://" in site:
        url = resolve(site, site)
        return (url,) if url else ()
    tries = (f"{scheme}://{site}" for scheme in ("https", "http"))
    tries = (resolve(url, url) or "" for url in tries)
    return tuple(url for url in tries if url)


def own_hosts(host: str) -> tuple[str, ...]:
    """A host and its www or bare twin: both are the same site to everyone who types it."""
    twin = host[4:] if host.startswith("www.") else f"www.{host}"
    return (host, twin)
