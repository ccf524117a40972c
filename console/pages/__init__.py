"""The pages agents work on. Each file has the routes of one page and of its parts."""
