package throttle

import "net/netip"

// Bits of an address that make a client.
const (
	clientBits4 = 32
	clientBits6 = 64
)

// Client is who asks: an address or a key. Addresses are remembered as long as their buckets fill, in memory alone.
type Client struct {
	network netip.Prefix
	key     string
	// own is the key's rate, if hasOwn.
	own    Rate
	hasOwn bool
}

// NetworkOf is what counts as one client: an IPv4 address, or the 64 bits of an IPv6 line, whose holder takes any address of it. It
// is the zero prefix for an address that is not known.
func NetworkOf(address netip.Addr) netip.Prefix {
	address = address.Unmap().WithZone("")
	bits := clientBits6
	if address.Is4() {
		bits = clientBits4
	}
	network, err := address.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}

// ClientAt is the client at an address. All whose address is not known are one.
func ClientAt(address netip.Addr) Client { return Client{network: NetworkOf(address)} }

// ClientWith is the holder of a key, wherever it asks from.
func ClientWith(key Key) Client {
	client := Client{key: key.Name}
	if key.Rate != nil {
		client.own, client.hasOwn = *key.Rate, true
	}
	return client
}
