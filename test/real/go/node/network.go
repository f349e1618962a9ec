package node

import (
	"fmt"
	"net"
	"runtime"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// Pod is a network namespace with one address.
type Pod struct {
	Address   net.IP
	namespace netns.NsHandle
}

// gateway is the next hop of every pod. No device has this address: its hardware address is written down.
var gateway = net.IPv4(169, 254, 1, 1)

// Plug gives the node a pod: it is behind a pair of devices of its own, with a route to its one address, and there is no
// bridge, so that every packet between pods is forwarded and meets the rules.
func Plug(address net.IP, device string) (*Pod, error) {
	made := &Pod{Address: address}
	err := onOwnThread(func() (err error) {
		made.namespace, err = netns.New()
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, made.connect(device)
}

func (made *Pod) connect(device string) error {
	attributes := netlink.NewLinkAttrs()
	attributes.Name = device
	veth := &netlink.Veth{LinkAttrs: attributes, PeerName: "eth0", PeerNamespace: netlink.NsFd(made.namespace)}
	if err := netlink.LinkAdd(veth); err != nil {
		return err
	}
	host, err := netlink.LinkByName(device)
	if err != nil {
		return err
	}
	inPod, err := netlink.NewHandleAt(made.namespace)
	if err != nil {
		return err
	}
	defer inPod.Close()
	loopback, err := inPod.LinkByName("lo")
	if err != nil {
		return err
	}
	peer, err := inPod.LinkByName("eth0")
	if err != nil {
		return err
	}
	alone := &net.IPNet{IP: made.Address, Mask: net.CIDRMask(32, 32)}
	hop := &net.IPNet{IP: gateway, Mask: net.CIDRMask(32, 32)}
	return firstError(
		func() error { return inPod.LinkSetUp(loopback) },
		func() error { return inPod.AddrAdd(peer, &netlink.Addr{IPNet: alone}) },
		func() error { return inPod.LinkSetUp(peer) },
		func() error { return netlink.LinkSetUp(host) },
		func() error { return inPod.NeighSet(neighbour(peer, gateway, host.Attrs().HardwareAddr)) },
		func() error { return netlink.NeighSet(neighbour(host, made.Address, peer.Attrs().HardwareAddr)) },
		func() error { return inPod.RouteAdd(onLink(peer, hop)) },
		func() error { return inPod.RouteAdd(&netlink.Route{LinkIndex: peer.Attrs().Index, Gw: gateway}) },
		func() error { return netlink.RouteAdd(onLink(host, alone)) },
	)
}

func neighbour(link netlink.Link, address net.IP, hardware net.HardwareAddr) *netlink.Neigh {
	return &netlink.Neigh{
		LinkIndex: link.Attrs().Index, State: netlink.NUD_PERMANENT, IP: address, HardwareAddr: hardware,
	}
}

func onLink(link netlink.Link, destination *net.IPNet) *netlink.Route {
	return &netlink.Route{LinkIndex: link.Attrs().Index, Scope: netlink.SCOPE_LINK, Dst: destination}
}

func firstError(steps ...func() error) error {
	for index, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("step %d of its network: %w", index, err)
		}
	}
	return nil
}

// onOwnThread runs something on a thread that nothing else runs on, before or after: it may change its network namespace.
func onOwnThread(work func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		// Never unlocked: the thread ends with the goroutine.
		done <- work()
	}()
	return <-done
}

// In runs something in the network namespace of the pod. Sockets and processes that it makes stay there.
func (made *Pod) In(work func() error) error {
	return onOwnThread(func() error {
		if err := netns.Set(made.namespace); err != nil {
			return err
		}
		return work()
	})
}

// Unplug lets the kernel remove the namespace with its devices, as soon as no process is in it.
func (made *Pod) Unplug() error { return made.namespace.Close() }

// ForgetConnections empties the table of connections: one from before the rules would be let through.
func ForgetConnections() error { return netlink.ConntrackTableFlush(netlink.ConntrackTable) }
