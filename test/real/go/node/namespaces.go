// Package node has what the programs of these tests have in common that stand for a node of a cluster: Linux namespaces of its
// own, and a network with a network namespace for each pod.
package node

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// The one node of the cluster.
const (
	Name    = "node1"
	Address = "10.77.0.1"
)

// insideVariable is set for the process that is inside of its own namespaces.
const insideVariable = "RINGFENCE_NODE_INSIDE"

// IsInside says whether this process is the first one of namespaces of its own.
func IsInside() bool { return os.Getenv(insideVariable) != "" }

// RunInside runs this program again in a network, a mount and a process namespace of its own. Whoever is killed takes the
// next one along: the kernel ends this process with its parent, and the namespaces, with all that is in them, with this one.
// It returns the exit code. started is called with the number of the process inside, as others see it.
func RunInside(started func(pid int)) (int, error) {
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL), 0, 0, 0); err != nil {
		return 1, err
	}
	inside := exec.Command("/proc/self/exe", os.Args[1:]...)
	inside.Env = append(os.Environ(), insideVariable+"=1")
	inside.Stdin, inside.Stdout, inside.Stderr = os.Stdin, os.Stdout, os.Stderr
	inside.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID,
		Pdeathsig:  syscall.SIGKILL,
	}
	if err := inside.Start(); err != nil {
		return 1, fmt.Errorf("no namespaces of its own: %w", err)
	}
	started(inside.Process.Pid)
	err := inside.Wait()
	if exit, isExit := err.(*exec.ExitError); isExit {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// settings of the node's network. Without those of ICMP the kernel would send few rejections, which look like drops then.
var settings = map[string]string{
	"ip_forward":         "1",
	"icmp_ratelimit":     "0",
	"icmp_msgs_per_sec":  "100000",
	"icmp_msgs_burst":    "100000",
	"conf/all/rp_filter": "0",
}

// PrepareInside makes of the new namespaces those of a node: with processes of its own in /proc, and a /run for locks.
func PrepareInside() error {
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
	if err := netlink.LinkSetUp(loopback); err != nil {
		return err
	}
	own, err := netlink.ParseAddr(Address + "/32")
	if err != nil {
		return err
	}
	return netlink.AddrReplace(loopback, own)
}
