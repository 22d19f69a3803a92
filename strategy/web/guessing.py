"""How often wrong codes may be tried: by one client, and by all together."""

from __future__ import annotations

import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address, ip_network

from strategy.web.limits import Bucket, Clock

# A town hall mistypes a few; trying all of the thousand million codes gets nowhere.
_AT_ONCE, _A_SECOND = 40, 0.1
_AT_ONCE_IN_ALL, _A_SECOND_IN_ALL = 400, 1.0
_CLIENTS_KEPT = 10_000
_OWN_NETWORK = 64


class Guesses:
    """Counts wrong codes. Right codes cost nothing and always pass, whoever else guesses."""

    def __init__(self, clock: Clock = time.monotonic, *, kept: int = _CLIENTS_KEPT) -> None:
        """Start with no guesses, and remember at most `kept` clients."""
        self._clock = clock
        self._kept = kept
        self._all = Bucket(_AT_ONCE_IN_ALL, _A_SECOND_IN_ALL, clock)
        self._clients: OrderedDict[str, Bucket] = OrderedDict()

    def was_wrong(self, client: str) -> float:
        """Count a wrong code; return 0, or how many seconds its client should wait."""
        return self._own(client).take() or self._all.take()

    def _own(self, client: str) -> Bucket:
        name = _network(client)
        bucket = self._clients.pop(name, None) or Bucket(_AT_ONCE, _A_SECOND, self._clock)
        self._clients[name] = bucket
        if len(self._clients) > self._kept:
            self._clients.popitem(last=False)
        return bucket


def _network(client: str) -> str:
    """Return whom an address belongs to: with IPv6 everybody has a whole network."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _OWN_NETWORK), strict=False))
    return client
