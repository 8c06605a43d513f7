"""The browser (浏览器): Chromium where a person would need one, contained and behind our guard.

``engine`` finds it, starts it unprivileged, weighs and ends its processes; ``guard`` is its only
way out; ``browser`` opens pages in it and survives whatever they do.
"""
