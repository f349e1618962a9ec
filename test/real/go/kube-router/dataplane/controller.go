package main

import (
	"bytes"
	"flag"
	"fmt"
	"sync"
	"time"

	"github.com/cloudnativelabs/kube-router/v2/pkg/controllers/netpol"
	"github.com/cloudnativelabs/kube-router/v2/pkg/healthcheck"
	"github.com/cloudnativelabs/kube-router/v2/pkg/options"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
)

// longest is how long the controller may take to write its rules.
const longest = 60 * time.Second

// enforce runs the policy controller of kube-router until its rules are those of the world, and leaves them in place.
func enforce(read *world) error {
	complaints := &errorLines{}
	if err := logTo(complaints); err != nil {
		return err
	}
	client := fake.NewSimpleClientset(read.objects()...)
	stop := make(chan struct{})
	factory := informers.NewSharedInformerFactory(client, 0)
	pods := factory.Core().V1().Pods().Informer()
	namespaces := factory.Core().V1().Namespaces().Informer()
	policies := factory.Networking().V1().NetworkPolicies().Informer()
	factory.Start(stop)
	if !cache.WaitForCacheSync(stop, pods.HasSynced, namespaces.HasSynced, policies.HasSynced) {
		return fmt.Errorf("the controller read no objects")
	}
	config := options.NewKubeRouterConfig()
	config.EnableIPv4 = true
	config.HostnameOverride = nodeName
	config.ClusterIPCIDRs = []string{"10.96.0.0/12"}
	tables, sets, err := netpol.NewIPTablesHandlers(config)
	if err != nil {
		return err
	}
	var setsInUse sync.Mutex
	controller, err := netpol.NewNetworkPolicyController(client, config, pods, policies, namespaces, &setsInUse, tables, sets)
	if err != nil {
		return err
	}
	started := make(chan *healthcheck.ControllerHeartbeat)
	var running sync.WaitGroup
	running.Add(1)
	go controller.Run(started, stop, &running)
	// The controller says when it starts to write, one time after the other: when it starts again, it was done once.
	for time := range 2 {
		if err := wait(started, complaints); err != nil {
			return fmt.Errorf("time %d: %w", time, err)
		}
		controller.RequestFullSync()
	}
	close(stop)
	finished := make(chan struct{})
	go func() { running.Wait(); close(finished) }()
	for done := false; !done; {
		select {
		case <-finished:
			done = true
		case <-started:
		}
	}
	return complaints.all()
}

func wait(started <-chan *healthcheck.ControllerHeartbeat, complaints *errorLines) error {
	select {
	case <-started:
		return nil
	case <-time.After(longest):
		return fmt.Errorf("no rules were written: %v", complaints.all())
	}
}

// errorLines keeps what the controller logs as an error: it gives up what it is about then, and tries again later.
type errorLines struct {
	mutex sync.Mutex
	lines bytes.Buffer
}

func (kept *errorLines) Write(line []byte) (int, error) {
	kept.mutex.Lock()
	defer kept.mutex.Unlock()
	if bytes.HasPrefix(line, []byte("E")) || bytes.HasPrefix(line, []byte("F")) {
		kept.lines.Write(line)
	}
	return len(line), nil
}

func (kept *errorLines) all() error {
	kept.mutex.Lock()
	defer kept.mutex.Unlock()
	if kept.lines.Len() == 0 {
		return nil
	}
	return fmt.Errorf("the controller logged %s", kept.lines.String())
}

func logTo(kept *errorLines) error {
	flags := flag.NewFlagSet("klog", flag.ContinueOnError)
	klog.InitFlags(flags)
	for name, value := range map[string]string{"logtostderr": "false", "one_output": "true", "stderrthreshold": "FATAL"} {
		if err := flags.Set(name, value); err != nil {
			return err
		}
	}
	klog.SetOutput(kept)
	return nil
}
