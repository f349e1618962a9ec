package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"syscall"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// container is one of a pod. Its state is under the lock of the pod.
type container struct {
	spec        corev1.Container
	isEphemeral bool
	image       image
	state       corev1.ContainerState
}

func newContainer(spec corev1.Container, isEphemeral bool) *container {
	waiting := &corev1.ContainerStateWaiting{Reason: "ContainerCreating"}
	return &container{spec: spec, isEphemeral: isEphemeral, state: corev1.ContainerState{Waiting: waiting}}
}

func (one *pod) find(name string) *container {
	one.mutex.Lock()
	defer one.mutex.Unlock()
	for _, each := range one.containers {
		if each.spec.Name == name {
			return each
		}
	}
	return nil
}

// runContainer runs it once, and reports each change.
func (made *kubelet) runContainer(ctx context.Context, one *pod, each *container) {
	become := func(state corev1.ContainerState) {
		one.mutex.Lock()
		each.state = state
		one.mutex.Unlock()
		made.report(ctx, one)
	}
	wait := func(reason, message string) {
		become(corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}})
	}
	found, isThere := made.images.pull(each.spec.Image)
	if !isThere {
		wait("ErrImagePull", fmt.Sprintf("failed to pull and unpack image %q: not found", each.spec.Image))
		return
	}
	if mustNotBeRoot(one.spec, &each.spec) && found.userOf(one.spec, &each.spec) == 0 {
		wait("CreateContainerConfigError", "container has runAsNonRoot and image will run as root")
		return
	}
	each.image = found
	begun := metav1.Now()
	command, err := found.command(one, &each.spec, found.arguments(&each.spec))
	code := 0
	said := &lastBytes{}
	if err == nil {
		command.Stdout, command.Stderr = said, said
		err = one.run(command, nil, func() {
			become(corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: begun}})
		})
		code, err = exitCode(err)
	}
	ended := &corev1.ContainerStateTerminated{ExitCode: int32(code), Reason: "Completed", StartedAt: begun, FinishedAt: metav1.Now()}
	if err != nil {
		ended.ExitCode, ended.Reason, ended.Message = 128, "StartError", err.Error()
	} else if code != 0 {
		ended.Reason = "Error"
		if each.spec.TerminationMessagePolicy == corev1.TerminationMessageFallbackToLogsOnError {
			ended.Message = string(*said)
		}
	}
	become(corev1.ContainerState{Terminated: ended})
}

// run runs a process in the pod to its end. What comes on a standard input goes to it.
func (one *pod) run(command *exec.Cmd, input io.Reader, started func()) error {
	var stdin io.WriteCloser
	if input != nil {
		var err error
		// Not command.Stdin: waiting for the process would wait for the end of the input.
		if stdin, err = command.StdinPipe(); err != nil {
			return err
		}
	}
	if err := one.in(command.Start); err != nil {
		return err
	}
	pid := command.Process.Pid
	one.mutex.Lock()
	one.processes[pid] = command.Process
	if one.isEnded {
		_ = syscall.Kill(-pid, syscall.SIGKILL)
	}
	one.mutex.Unlock()
	if stdin != nil {
		go func() {
			_, _ = io.Copy(stdin, input)
			stdin.Close()
		}()
	}
	if started != nil {
		started()
	}
	err := command.Wait()
	one.mutex.Lock()
	delete(one.processes, pid)
	one.mutex.Unlock()
	return err
}

// lastBytes is the end of what was written.
type lastBytes []byte

func (kept *lastBytes) Write(text []byte) (int, error) {
	const most = 2048
	*kept = append(*kept, text...)
	if len(*kept) > most {
		*kept = (*kept)[len(*kept)-most:]
	}
	return len(text), nil
}
