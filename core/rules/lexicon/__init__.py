"""Word lists: what people write when they mean something. Only patterns, no judgement.

All are matched against `normalise.plain`: lower case, simplified Chinese.
"""
