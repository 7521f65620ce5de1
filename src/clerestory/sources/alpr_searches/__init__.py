"""Logs of licence-plate-reader searches: three sources that feed one table, ``alpr_sightings``."""

from clerestory.sources.alpr_searches.exports import NETWORK_AUDIT, ORG_AUDIT
from clerestory.sources.alpr_searches.portal import PORTAL_AUDIT

SOURCE = (PORTAL_AUDIT, NETWORK_AUDIT, ORG_AUDIT)
