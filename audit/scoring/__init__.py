"""Scoring (计分): what an indicator set makes of findings, and how much of it could be judged."""
