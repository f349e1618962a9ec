package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"

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
	Listen map[string][]port `json:"listen"`
	// Logged are connections to try while what is denied is logged; nothing is logged where there are none.
	Logged []try `json:"logged"`
}

type port struct {
	// Protocol is TCP or UDP.
	Protocol string `json:"protocol"`
	Port     int    `json:"port"`
}

const (
	nodeName    = "node1"
	nodeAddress = "10.77.0.1"
)

func readWorld(input io.Reader) (*world, error) {
	decoder := json.NewDecoder(input)
	decoder.DisallowUnknownFields()
	read := &world{}
	if err := decoder.Decode(read); err != nil {
		return nil, err
	}
	for _, pod := range read.Pods {
		if net.ParseIP(pod.Status.PodIP).To4() == nil || pod.Status.HostIP != nodeAddress {
			return nil, fmt.Errorf("%s needs an IPv4 address, and the host %s", keyOf(pod), nodeAddress)
		}
	}
	return read, nil
}

func keyOf(pod corev1.Pod) string { return pod.Namespace + "/" + pod.Name }

// objects are those that the controller reads, and the node.
func (read *world) objects() []runtime.Object {
	all := []runtime.Object{&corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: nodeName},
		Status: corev1.NodeStatus{Addresses: []corev1.NodeAddress{
			{Type: corev1.NodeInternalIP, Address: nodeAddress},
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
