"""A FAQ entry as the rules see it: what it answers, how people ask for it, what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.vocabulary import Category


@dataclass(frozen=True)
class Entry:
    """One answer of the FAQ. The mappings are keyed by content language: `zh` (simplified) and `en`."""

    id: str
    category: Category
    child: str | None  #: child of the category, as in content/categories.toml
    risk: str  #: "low", "medium" or "high": how sure one must be before answering with it
    phrasings: Mapping[str, tuple[str, ...]]  #: the ways different people ask for it
    title: Mapping[str, str]
    answer: Mapping[str, str]  #: for a private conversation
    public: Mapping[str, str]  #: short form, fit for everyone's eyes
    negatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: sentences that look like it and are not
