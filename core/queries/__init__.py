"""Reads: what pages, the API and the jobs need to see. They write nothing and hand out values."""
