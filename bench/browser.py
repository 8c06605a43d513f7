"""Memory and time of the browser over many renders.

    python -m bench.browser                 # 300 pages whose lists come by script
    python -m bench.browser --pages 1000

One browser, guarded and contained as in a run, opens one page after the other from loopback. Each
page writes a list of 500 rows, draws a picture and keeps 20 MB in a variable that nothing frees
but its end. Printed after every fiftieth: memory of all processes once the look has ended, the
highest so far, and seconds a render.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from bench import machine
from spiders.browser import engine
from spiders.browser.browser import Browser
from spiders.clock import SystemClock
from spiders.session import Session
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.internet import Internet

HOST = "www.a.gov.cn"
STEP = 50
_PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>栏目 %(n)s</title><ul id="list"></ul>
<canvas width="1200" height="800"></canvas><script>
window.kept = new Uint8Array(20000000).fill(%(n)s %% 256);
document.querySelector("canvas").getContext("2d").fillRect(0, 0, 1200, 800);
for (let row = 0; row < 500; row++) {
  const line = document.createElement("li");
  line.innerHTML = '<a href="/%(n)s/' + row + '.html">关于第' + row + '号事项的通知</a>';
  document.getElementById("list").append(line);
}
</script>"""


async def _measure(net: Internet, pages: int) -> int:
    """Render the pages and print a line for each step; how many came to nothing."""
    session = Session(options(net, timeout=10.0), SystemClock())
    session.claim(HOST)
    short, begun = 0, time.monotonic()
    try:
        async with Browser(session) as browser:
            for number in range(1, pages + 1):
                async with browser.look() as view:
                    await view.goto(f"http://{HOST}/{number}.html")
                    shown = await view.shown()
                    short += shown.html.count("<li>") != 500
                if number % STEP == 0:
                    now = engine.memory(browser.processes())
                    seconds = (time.monotonic() - begun) / number
                    print(f"| {number} | {now / 1e6:.0f} | {browser.peak / 1e6:.0f} |"
                          f" {seconds:.2f} | {browser.lost} | {short} |", flush=True)  # fmt: skip
    finally:
        session.close()
    return short


def main() -> None:
    """Read the command line, render, print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.browser")
    parser.add_argument("--pages", type=int, default=300)
    given = parser.parse_args()
    print(f"{machine.described()}\n")
    print("| renders | MB now | MB at most | seconds each | browsers lost | lists not whole |")
    print("| --- | --- | --- | --- | --- | --- |")
    with Internet() as net:
        numbers = range(1, given.pages + 1)
        net.site(HOST, {f"/{n}.html": b.html(_PAGE % {"n": n}) for n in numbers})
        asyncio.run(_measure(net, given.pages))


if __name__ == "__main__":
    main()
