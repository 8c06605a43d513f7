"""Failures (访问失败): the ways in which a request brings no response."""

from typing import Literal

Failure = Literal[
    "no-such-host",
    "dns-no-data",
    "dns-failure",
    "dns-timeout",
    "refused",
    "connect-timeout",
    "timeout",
    "reset",
    "tls",
    "protocol",
    "too-large",
    "blocked-target",
    "interrupted",
]
"""Why an attempt brought no response.

``no-such-host`` NXDOMAIN; ``dns-no-data`` the name exists without address; ``dns-failure``
SERVFAIL, REFUSED or a broken answer; ``dns-timeout`` no resolver answered; ``refused`` the port
refused; ``reset`` the connection broke off; ``protocol`` the answer was not HTTP; ``too-large``
a limit of ours was reached before the headers were through; ``blocked-target`` our own address
guard refused; ``interrupted`` we stopped.
"""
