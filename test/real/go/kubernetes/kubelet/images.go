package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"example.com/ringfence/node"
	corev1 "k8s.io/api/core/v1"
)

// image says what a container of it can run.
type image struct {
	// Tools are the programs of this machine that it has, by their names or paths.
	Tools []string `json:"tools"`
	// Entrypoint is run where the container has no command; without one it listens on the ports that it declares.
	Entrypoint []string `json:"entrypoint"`
	// User runs its processes where the pod names no other.
	User int64 `json:"user"`
	// path is the folder with its tools.
	path string
}

// images are those that can be pulled, by their names; a star is any end of a name.
type images map[string]image

const toolFolder = "/run/images"

func readImages(table string) (images, error) {
	text, err := os.ReadFile(table)
	if err != nil {
		return nil, err
	}
	read := images{}
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, err
	}
	for name, one := range read {
		one.path = filepath.Join(toolFolder, fmt.Sprintf("%x", name))
		if err := os.MkdirAll(one.path, 0o755); err != nil {
			return nil, err
		}
		for _, tool := range one.Tools {
			from, err := exec.LookPath(tool)
			if err != nil {
				return nil, err
			}
			if err := os.Symlink(from, filepath.Join(one.path, filepath.Base(tool))); err != nil {
				return nil, err
			}
		}
		read[name] = one
	}
	return read, nil
}

func (all images) pull(name string) (image, bool) {
	if one, isKnown := all[name]; isKnown {
		return one, true
	}
	for pattern, one := range all {
		if begin, isPattern := strings.CutSuffix(pattern, "*"); isPattern && strings.HasPrefix(name, begin) {
			return one, true
		}
	}
	return image{}, false
}

// arguments are those of the container, as Kubernetes joins them with those of the image; none for one that listens.
func (one image) arguments(spec *corev1.Container) []string {
	if len(spec.Command) > 0 {
		return append(append([]string{}, spec.Command...), spec.Args...)
	}
	if len(one.Entrypoint) == 0 || len(spec.Args) == 0 {
		return one.Entrypoint
	}
	return append(append([]string{}, one.Entrypoint...), spec.Args...)
}

// command makes a process of a container: with its tools, as its user, in a session of its own.
func (one image) command(in *pod, spec *corev1.Container, arguments []string) (*exec.Cmd, error) {
	made := &exec.Cmd{
		Dir:         "/",
		Env:         []string{"PATH=" + one.path, "HOSTNAME=" + in.name},
		SysProcAttr: &syscall.SysProcAttr{Setsid: true},
	}
	if user := one.userOf(in.spec, spec); user != 0 {
		made.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(user), Gid: uint32(user), NoSetGroups: true}
	}
	if len(arguments) == 0 {
		made.Path, made.Args = "/proc/self/exe", []string{"kubelet", serveCommand}
		for _, port := range spec.Ports {
			made.Args = append(made.Args, fmt.Sprintf("%s:%d", port.Protocol, port.ContainerPort))
		}
		return made, nil
	}
	made.Path, made.Args = filepath.Join(one.path, arguments[0]), arguments
	// Nothing but its tools is in its file system, and a path is none of them.
	if _, err := os.Stat(made.Path); err != nil || strings.Contains(arguments[0], "/") {
		// As runc says it.
		return nil, fmt.Errorf("OCI runtime exec failed: exec failed: unable to start container process: exec: %q: executable file not found in $PATH", arguments[0])
	}
	return made, nil
}

func (one image) userOf(pod *corev1.PodSpec, spec *corev1.Container) int64 {
	if context := spec.SecurityContext; context != nil && context.RunAsUser != nil {
		return *context.RunAsUser
	}
	if context := pod.SecurityContext; context != nil && context.RunAsUser != nil {
		return *context.RunAsUser
	}
	return one.User
}

func mustNotBeRoot(pod *corev1.PodSpec, spec *corev1.Container) bool {
	if context := spec.SecurityContext; context != nil && context.RunAsNonRoot != nil {
		return *context.RunAsNonRoot
	}
	return pod.SecurityContext != nil && pod.SecurityContext.RunAsNonRoot != nil && *pod.SecurityContext.RunAsNonRoot
}

const serveCommand = "serve"

// serve listens on ports such as TCP:80, and does not return where it can.
func serve(ports []string) error {
	var all []node.Port
	for _, one := range ports {
		protocol, number, _ := strings.Cut(one, ":")
		port, err := strconv.Atoi(number)
		if err != nil {
			return err
		}
		all = append(all, node.Port{Protocol: protocol, Port: port})
	}
	if err := node.Listen(all); err != nil {
		return err
	}
	// Not for ever without a goroutine, which the runtime takes for a mistake where there are no ports.
	for {
		time.Sleep(time.Hour)
	}
}

func addressOf(number int) net.IP {
	return net.IPv4(10, 77, byte(1+number/250), byte(1+number%250)).To4()
}

// exitCode is that of a process as container runtimes give it: 128 and its number for a signal.
func exitCode(err error) (int, error) {
	var ended *exec.ExitError
	if err == nil || !errors.As(err, &ended) {
		return 0, err
	}
	if status, isKnown := ended.Sys().(syscall.WaitStatus); isKnown && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return ended.ExitCode(), nil
}
