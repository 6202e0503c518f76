"""Connections to the open internet only, and none on which an answer drips for ever."""

import ipaddress
import socket
import time
from contextlib import suppress

import httpcore2 as httpcore


class Backend(httpcore.SyncBackend):
    """Connects to public addresses only. What was looked up is what is connected to, so no name can change between."""

    def __init__(self, *, seconds: float, allow_private: bool):
        self.seconds, self.allow_private = seconds, allow_private

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
        if not self.allow_private and not all(map(is_public, addresses)):
            raise httpcore.ConnectError("It leads into a private network.")
        # A host with several addresses gets a second chance.
        for address in addresses[:-1][:1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connected(address, port, timeout, socket_options)
        return self._connected(addresses[-1], port, timeout, socket_options)

    def _connected(self, address, port, timeout, socket_options):
        stream = super().connect_tcp(address, port, timeout, None, socket_options)
        return _Stream(stream, self.seconds)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return False
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class _Stream(httpcore.NetworkStream):
    """A connection on which an answer has one time in all, however slowly its bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, seconds: float):
        self.stream, self.seconds, self.until = stream, seconds, time.monotonic() + seconds

    def read(self, max_bytes, timeout=None):
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return self.stream.read(max_bytes, left)

    def write(self, buffer, timeout=None):
        self.until = time.monotonic() + self.seconds
        self.stream.write(buffer, timeout)

    def close(self):
        self.stream.close()

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, timeout), self.seconds)

    def get_extra_info(self, info):
        return self.stream.get_extra_info(info)
