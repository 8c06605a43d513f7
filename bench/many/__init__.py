"""Many small sites in one process, each held to one request a second.

    python -m bench.many steady     # 800 sites that never end: processor, memory, delay of the loop
    python -m bench.many portals    # 100 to 1,600 small portals from start to end: is pace kept?

Every site is an address of its own (127.1.x.y), so a network namespace is needed.

"Steady" runs twice, on pages of some 60 bytes and on pages of 26 KiB; ``--way fetch`` shows what
fetching and pacing alone cost: the rest is reading, storing and Scrapy.

"Portals" have 8 to 30 pages each: politeness alone makes the longest of them take 30 seconds,
however many there are; the number of sites at which the whole takes clearly longer is what the
machine can bear. ``--work /dev/shm/many`` takes the disk out of it.
"""
