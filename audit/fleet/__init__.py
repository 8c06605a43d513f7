"""Many sites side by side (多站并行): one process a core, one bundle a site."""
