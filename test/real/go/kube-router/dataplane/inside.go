package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// insideVariable is set for the process that is inside of its own namespaces.
const insideVariable = "RINGFENCE_DATAPLANE_INSIDE"

// runInside runs this program again in a network, a mount and a process namespace of its own. Whoever is killed takes the
// next one along: the kernel ends this process with its parent, and the namespaces, with all that is in them, with this one.
func runInside() int {
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL), 0, 0, 0); err != nil {
		fmt.Fprintln(os.Stderr, "dataplane:", err)
		return 1
	}
	inside := exec.Command("/proc/self/exe")
	inside.Env = append(os.Environ(), insideVariable+"=1")
	inside.Stdin, inside.Stdout, inside.Stderr = os.Stdin, os.Stdout, os.Stderr
	inside.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID,
		Pdeathsig:  syscall.SIGKILL,
	}
	err := inside.Run()
	if exit, isExit := err.(*exec.ExitError); isExit {
		return exit.ExitCode()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "dataplane: no namespaces of its own:", err)
		return 1
	}
	return 0
}

// settings of the node's network. Without those of ICMP the kernel would send few rejections, which look like drops then.
var settings = map[string]string{
	"ip_forward":         "1",
	"icmp_ratelimit":     "0",
	"icmp_msgs_per_sec":  "100000",
	"icmp_msgs_burst":    "100000",
	"conf/all/rp_filter": "0",
}

// prepareInside makes of the new namespaces those of a node: with processes of its own in /proc, and a /run for locks.
func prepareInside() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("mounts of its own: %w", err)
	}
	for _, kind := range [][2]string{{"proc", "/proc"}, {"tmpfs", "/run"}} {
		if err := unix.Mount(kind[0], kind[1], kind[0], 0, ""); err != nil {
			return fmt.Errorf("mount %s: %w", kind[1], err)
		}
	}
	for name, value := range settings {
		err := os.WriteFile("/proc/sys/net/ipv4/"+name, []byte(value), 0o644)
		if err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	loopback, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	return netlink.LinkSetUp(loopback)
}

// forgetConnections empties the table of connections: a connection from before the rules would be let through.
func forgetConnections() error {
	return netlink.ConntrackTableFlush(netlink.ConntrackTable)
}
