// network-policies enforces the NetworkPolicies of an API server on its node, by the controller of kube-router alone. Its only
// argument is a kubeconfig.
package main

import (
	"fmt"
	"os"

	"example.com/ringfence/kube-router/controller"
	"example.com/ringfence/node"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "network-policies:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("a kubeconfig is needed")
	}
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	running, err := controller.Start(client, node.Name)
	if err != nil {
		return err
	}
	for range running.Started {
		// It goes on until the process ends.
	}
	return nil
}
