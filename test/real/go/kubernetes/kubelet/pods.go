package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"

	"example.com/ringfence/node"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// pod is one that the node runs.
type pod struct {
	namespace, name string
	uid             types.UID
	spec            *corev1.PodSpec
	started         metav1.Time

	mutex sync.Mutex
	// network is absent for a pod on the network of the node.
	network *node.Pod
	// containers are in the order of the spec, ephemeral ones last.
	containers []*container
	processes  map[int]*os.Process
	isEnded    bool
}

type podTable struct {
	mutex sync.Mutex
	byUID map[types.UID]*pod
	next  int
}

func (table *podTable) find(namespace, name string) *pod {
	table.mutex.Lock()
	defer table.mutex.Unlock()
	for _, one := range table.byUID {
		if one.namespace == namespace && one.name == name {
			return one
		}
	}
	return nil
}

// add returns the pod of the API, and whether it is a new one. Its number is its own.
func (table *podTable) add(of *corev1.Pod) (added *pod, number int, isNew bool) {
	table.mutex.Lock()
	defer table.mutex.Unlock()
	if known := table.byUID[of.UID]; known != nil {
		return known, 0, false
	}
	table.next++
	made := &pod{
		namespace: of.Namespace, name: of.Name, uid: of.UID, spec: of.Spec.DeepCopy(), started: metav1.Now(), processes: map[int]*os.Process{},
	}
	table.byUID[of.UID] = made
	return made, table.next, true
}

// end kills whatever runs in a pod.
func (table *podTable) end(uid types.UID) {
	table.mutex.Lock()
	ended := table.byUID[uid]
	delete(table.byUID, uid)
	table.mutex.Unlock()
	if ended == nil {
		return
	}
	ended.mutex.Lock()
	defer ended.mutex.Unlock()
	ended.isEnded = true
	for pid := range ended.processes {
		// Each is the first of a session, and so of a group.
		_ = syscall.Kill(-pid, syscall.SIGKILL)
	}
	if ended.network != nil {
		_ = ended.network.Unplug()
	}
}

// sync makes the node follow one pod of the API.
func (made *kubelet) sync(ctx context.Context, of *corev1.Pod) {
	switch {
	case of.DeletionTimestamp != nil:
		go made.remove(ctx, of)
	case of.Status.Phase == corev1.PodSucceeded || of.Status.Phase == corev1.PodFailed:
	case of.Spec.NodeName == "":
		go made.bind(ctx, of)
	case of.Spec.NodeName == node.Name:
		one, number, isNew := made.pods.add(of)
		fresh := one.adopt(of)
		if isNew {
			go made.start(ctx, one, number, fresh)
			return
		}
		for _, added := range fresh {
			go made.runContainer(ctx, one, added)
		}
	}
}

// bind is the work of the scheduler.
func (made *kubelet) bind(ctx context.Context, of *corev1.Pod) {
	binding := &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Name: of.Name, Namespace: of.Namespace, UID: of.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: node.Name},
	}
	if err := made.client.Pods(of.Namespace).Bind(ctx, binding, metav1.CreateOptions{}); err != nil {
		logLine("bind %s/%s: %v", of.Namespace, of.Name, err)
	}
}

// adopt takes over the containers that the pod has got since.
func (one *pod) adopt(of *corev1.Pod) (fresh []*container) {
	one.mutex.Lock()
	defer one.mutex.Unlock()
	add := func(spec corev1.Container, isEphemeral bool) {
		for _, known := range one.containers {
			if known.spec.Name == spec.Name {
				return
			}
		}
		fresh = append(fresh, newContainer(spec, isEphemeral))
		one.containers = append(one.containers, fresh[len(fresh)-1])
	}
	for _, spec := range of.Spec.Containers {
		add(spec, false)
	}
	for _, spec := range of.Spec.EphemeralContainers {
		add(corev1.Container(spec.EphemeralContainerCommon), true)
	}
	return fresh
}

func (made *kubelet) start(ctx context.Context, one *pod, number int, containers []*container) {
	if !one.spec.HostNetwork {
		network, err := node.Plug(addressOf(number), fmt.Sprintf("pod%d", number))
		if err != nil {
			logLine("network of %s/%s: %v", one.namespace, one.name, err)
			return
		}
		one.mutex.Lock()
		one.network = network
		one.mutex.Unlock()
	}
	for _, each := range containers {
		go made.runContainer(ctx, one, each)
	}
}

// remove ends a pod that the API server is to forget, and lets it forget it.
func (made *kubelet) remove(ctx context.Context, of *corev1.Pod) {
	made.pods.end(of.UID)
	now := int64(0)
	options := metav1.DeleteOptions{GracePeriodSeconds: &now, Preconditions: &metav1.Preconditions{UID: &of.UID}}
	_ = made.client.Pods(of.Namespace).Delete(ctx, of.Name, options)
}

func (one *pod) address() string {
	if one.network == nil {
		return node.Address
	}
	return one.network.Address.String()
}

// in runs something in the network namespace of the pod.
func (one *pod) in(work func() error) error {
	one.mutex.Lock()
	network := one.network
	one.mutex.Unlock()
	if network == nil {
		return work()
	}
	return network.In(work)
}

func logLine(format string, values ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05.000 ")+format+"\n", values...)
}
