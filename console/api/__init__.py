"""The JSON API under /api/v1: tickets and conversations for other programs, by bearer token."""

from fastapi import APIRouter

from console.api import specification

__all__ = ["router"]

router = APIRouter()
router.include_router(specification.described)
router.include_router(specification.rest)
