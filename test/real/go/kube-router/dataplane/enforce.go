package main

import (
	"bytes"
	"flag"
	"fmt"
	"sync"
	"time"

	"example.com/ringfence/kube-router/controller"
	"example.com/ringfence/node"
	"k8s.io/client-go/kubernetes/fake"
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
	running, err := controller.Start(fake.NewSimpleClientset(read.objects()...), node.Name)
	if err != nil {
		return err
	}
	// The controller says when it starts to write, one time after the other: when it starts again, it was done once.
	for time := range 2 {
		if err := wait(running, complaints); err != nil {
			return fmt.Errorf("time %d: %w", time, err)
		}
		running.WriteAgain()
	}
	running.Stop()
	return complaints.all()
}

func wait(running *controller.Running, complaints *errorLines) error {
	select {
	case <-running.Started:
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
