// Package controller runs the controller of kube-router that writes rules of iptables and sets of ipset for NetworkPolicies, alone.
package controller

import (
	"fmt"
	"sync"

	"github.com/cloudnativelabs/kube-router/v2/pkg/controllers/netpol"
	"github.com/cloudnativelabs/kube-router/v2/pkg/healthcheck"
	"github.com/cloudnativelabs/kube-router/v2/pkg/options"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// Running is a controller that runs.
type Running struct {
	// Started gets a value each time that the controller starts to write all rules, and has to be read.
	Started <-chan *healthcheck.ControllerHeartbeat
	netpol  *netpol.NetworkPolicyController
	stop    chan struct{}
	running sync.WaitGroup
}

// Start runs the controller of a node for what the API server of the client has, and follows what changes.
func Start(client kubernetes.Interface, node string) (*Running, error) {
	started := make(chan *healthcheck.ControllerHeartbeat)
	made := &Running{Started: started, stop: make(chan struct{})}
	factory := informers.NewSharedInformerFactory(client, 0)
	pods := factory.Core().V1().Pods().Informer()
	namespaces := factory.Core().V1().Namespaces().Informer()
	policies := factory.Networking().V1().NetworkPolicies().Informer()
	factory.Start(made.stop)
	if !cache.WaitForCacheSync(made.stop, pods.HasSynced, namespaces.HasSynced, policies.HasSynced) {
		return nil, fmt.Errorf("the controller read no objects")
	}
	config := options.NewKubeRouterConfig()
	config.EnableIPv4 = true
	config.HostnameOverride = node
	config.ClusterIPCIDRs = []string{"10.96.0.0/12"}
	tables, sets, err := netpol.NewIPTablesHandlers(config)
	if err != nil {
		return nil, err
	}
	var setsInUse sync.Mutex
	made.netpol, err = netpol.NewNetworkPolicyController(client, config, pods, policies, namespaces, &setsInUse, tables, sets)
	if err != nil {
		return nil, err
	}
	for informer, handler := range map[cache.SharedIndexInformer]cache.ResourceEventHandler{
		pods: made.netpol.PodEventHandler, namespaces: made.netpol.NamespaceEventHandler, policies: made.netpol.NetworkPolicyEventHandler,
	} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return nil, err
		}
	}
	made.running.Add(1)
	go made.netpol.Run(started, made.stop, &made.running)
	return made, nil
}

// WriteAgain asks for all rules once more.
func (made *Running) WriteAgain() { made.netpol.RequestFullSync() }

// Stop ends the controller, and leaves its rules in place.
func (made *Running) Stop() {
	close(made.stop)
	finished := make(chan struct{})
	go func() { made.running.Wait(); close(finished) }()
	for {
		select {
		case <-finished:
			return
		case <-made.Started:
		}
	}
}
