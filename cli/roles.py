"""The parts a desk can be split into, one or more in each process."""

ROLES = ("intake", "turns", "deliveries", "jobs", "console")
