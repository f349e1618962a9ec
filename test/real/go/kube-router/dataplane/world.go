package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"

	"example.com/ringfence/node"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// world is a small cluster of one node, with each object as the API server stores it.
type world struct {
	Namespaces []corev1.Namespace           `json:"namespaces"`
	Pods       []corev1.Pod                 `json:"pods"`
	Policies   []networkingv1.NetworkPolicy `json:"policies"`
	// Listen has the ports that each pod serves, and that every other pod tries, by namespace/name.
	Listen map[string][]node.Port `json:"listen"`
	// Logged are connections to try while what is denied is logged; nothing is logged where there are none.
	Logged []try `json:"logged"`
}

func readWorld(input io.Reader) (*world, error) {
	decoder := json.NewDecoder(input)
	decoder.DisallowUnknownFields()
	read := &world{}
	if err := decoder.Decode(read); err != nil {
		return nil, err
	}
	for _, pod := range read.Pods {
		if net.ParseIP(pod.Status.PodIP).To4() == nil || pod.Status.HostIP != node.Address {
			return nil, fmt.Errorf("%s needs an IPv4 address, and the host %s", keyOf(pod), node.Address)
		}
	}
	return read, nil
}

func keyOf(pod corev1.Pod) string { return pod.Namespace + "/" + pod.Name }

// objects are those that the controller reads, and the node.
func (read *world) objects() []runtime.Object {
	all := []runtime.Object{&corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: node.Name},
		Status: corev1.NodeStatus{Addresses: []corev1.NodeAddress{
			{Type: corev1.NodeInternalIP, Address: node.Address},
		}},
	}}
	for index := range read.Namespaces {
		all = append(all, &read.Namespaces[index])
	}
	for index := range read.Pods {
		all = append(all, &read.Pods[index])
	}
	for index := range read.Policies {
		all = append(all, &read.Policies[index])
	}
	return all
}

// pod is one of the world, plugged in.
type pod struct {
	*node.Pod
	key    string
	listen []node.Port
}

func plug(read *world) ([]*pod, error) {
	var pods []*pod
	for index, one := range read.Pods {
		key := keyOf(one)
		plugged, err := node.Plug(net.ParseIP(one.Status.PodIP).To4(), fmt.Sprintf("pod%d", index))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		pods = append(pods, &pod{Pod: plugged, key: key, listen: read.Listen[key]})
	}
	return pods, nil
}
