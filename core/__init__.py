"""The desk: what support is, whatever the platform. No platform is named in this package."""
