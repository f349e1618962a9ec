package main

import (
	"context"
	"encoding/json"

	"example.com/ringfence/node"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// report writes the status of a pod, under its lock, so that no older one takes the place of a newer one.
func (made *kubelet) report(ctx context.Context, one *pod) {
	one.mutex.Lock()
	defer one.mutex.Unlock()
	status := map[string]any{
		"startTime": one.started, "podIP": one.address(), "podIPs": []corev1.PodIP{{IP: one.address()}},
		"hostIP": node.Address, "hostIPs": []corev1.HostIP{{IP: node.Address}},
	}
	var main, ephemeral []corev1.ContainerStatus
	for _, each := range one.containers {
		isRunning := each.state.Running != nil
		of := corev1.ContainerStatus{Name: each.spec.Name, Image: each.spec.Image, ImageID: each.spec.Image, State: each.state}
		if each.isEphemeral {
			ephemeral = append(ephemeral, of)
			continue
		}
		of.Ready, of.Started = isRunning, &isRunning
		main = append(main, of)
	}
	phase := phaseOf(main)
	status["phase"], status["containerStatuses"] = phase, main
	status["conditions"] = conditionsOf(main)
	if ephemeral != nil {
		status["ephemeralContainerStatuses"] = ephemeral
	}
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"uid": one.uid}, "status": status})
	if err == nil {
		_, err = made.client.Pods(one.namespace).Patch(ctx, one.name, types.MergePatchType, patch, metav1.PatchOptions{}, "status")
	}
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		logLine("status of %s/%s: %v", one.namespace, one.name, err)
	}
}

func phaseOf(containers []corev1.ContainerStatus) corev1.PodPhase {
	running, failed := 0, 0
	for _, one := range containers {
		switch {
		case one.State.Waiting != nil:
			return corev1.PodPending
		case one.State.Running != nil:
			running++
		case one.State.Terminated.ExitCode != 0:
			failed++
		}
	}
	switch {
	case running > 0:
		return corev1.PodRunning
	case failed > 0:
		return corev1.PodFailed
	}
	return corev1.PodSucceeded
}

func conditionsOf(containers []corev1.ContainerStatus) []corev1.PodCondition {
	ready := corev1.ConditionTrue
	for _, one := range containers {
		if !one.Ready {
			ready = corev1.ConditionFalse
		}
	}
	now := metav1.Now()
	var all []corev1.PodCondition
	for kind, status := range map[corev1.PodConditionType]corev1.ConditionStatus{
		corev1.PodScheduled: corev1.ConditionTrue, corev1.PodInitialized: corev1.ConditionTrue,
		corev1.ContainersReady: ready, corev1.PodReady: ready,
	} {
		all = append(all, corev1.PodCondition{Type: kind, Status: status, LastTransitionTime: now})
	}
	return all
}
