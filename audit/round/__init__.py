"""The round (季度检查): a quarter's frame, sample, runs, and what came of them."""
