package main

import (
	"fmt"
	"net"
	"runtime"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// pod is a network namespace.
type pod struct {
	key       string
	address   net.IP
	namespace netns.NsHandle
	listen    []port
}

// gateway is the next hop of every pod. No device has this address: its hardware address is written down.
var gateway = net.IPv4(169, 254, 1, 1)

// plug makes the network of the node: each pod is behind a pair of devices of its own, with a route to its one address, and
// there is no bridge, so that every packet between pods is forwarded and meets the rules.
func plug(read *world) ([]*pod, error) {
	var pods []*pod
	for index, one := range read.Pods {
		made := &pod{key: keyOf(one), address: net.ParseIP(one.Status.PodIP).To4(), listen: read.Listen[keyOf(one)]}
		if err := plugOne(made, fmt.Sprintf("pod%d", index)); err != nil {
			return nil, fmt.Errorf("%s: %w", made.key, err)
		}
		pods = append(pods, made)
	}
	return pods, nil
}

func plugOne(made *pod, device string) error {
	err := onOwnThread(func() (err error) {
		made.namespace, err = netns.New()
		return err
	})
	if err != nil {
		return err
	}
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
	alone := &net.IPNet{IP: made.address, Mask: net.CIDRMask(32, 32)}
	hop := &net.IPNet{IP: gateway, Mask: net.CIDRMask(32, 32)}
	return firstError(
		func() error { return inPod.LinkSetUp(loopback) },
		func() error { return inPod.AddrAdd(peer, &netlink.Addr{IPNet: alone}) },
		func() error { return inPod.LinkSetUp(peer) },
		func() error { return netlink.LinkSetUp(host) },
		func() error { return inPod.NeighSet(neighbour(peer, gateway, host.Attrs().HardwareAddr)) },
		func() error { return netlink.NeighSet(neighbour(host, made.address, peer.Attrs().HardwareAddr)) },
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

// in runs something in the network namespace of the pod. Sockets that it makes stay there.
func (made *pod) in(work func() error) error {
	return onOwnThread(func() error {
		if err := netns.Set(made.namespace); err != nil {
			return err
		}
		return work()
	})
}
