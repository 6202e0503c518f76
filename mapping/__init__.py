"""Crosswalk: each DevOps concept with its MLOps and LLMOps counterparts."""
