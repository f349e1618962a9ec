// dataplane shows what packets do under NetworkPolicies. It reads one small cluster from its standard input, makes a network
// namespace of each pod, lets the policy controller of kube-router write its iptables and ipset rules, and tries every
// connection that it is asked for. All of that happens in Linux namespaces of its own, which end with this process.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"example.com/ringfence/node"
)

// answer is what was seen, as JSON on the standard output.
type answer struct {
	// Controls is how many connections were tried, and made, before there was any rule.
	Controls int    `json:"controls"`
	Cells    []cell `json:"cells"`
	// Log has a line of each packet that was denied while connections were tried for it.
	Log []string `json:"log"`
	// Seconds are those of making the network, of trying without rules, of writing rules, and of trying with them.
	Seconds [4]float64 `json:"seconds"`
}

func main() {
	if !node.IsInside() {
		code, err := node.RunInside(func(int) {})
		if err != nil {
			fmt.Fprintln(os.Stderr, "dataplane:", err)
		}
		os.Exit(code)
	}
	answered, err := answerFor(os.Stdin)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(answered)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "dataplane:", err)
		os.Exit(1)
	}
}

func answerFor(input *os.File) (answer, error) {
	answered := answer{}
	world, err := readWorld(input)
	if err != nil {
		return answered, err
	}
	if err := node.PrepareInside(); err != nil {
		return answered, err
	}
	start := time.Now()
	lap := func(index int) {
		answered.Seconds[index] = time.Since(start).Seconds()
		start = time.Now()
	}
	pods, err := plug(world)
	if err != nil {
		return answered, err
	}
	if err := serve(pods); err != nil {
		return answered, err
	}
	lap(0)
	controls, err := probeAll(pods)
	if err != nil {
		return answered, err
	}
	for _, control := range controls {
		if control.Result != open {
			return answered, fmt.Errorf("without any rule %s/%d from %s to %s is %s", control.Protocol, control.Port, control.From, control.To, control.Result)
		}
	}
	answered.Controls = len(controls)
	lap(1)
	if err := enforce(world); err != nil {
		return answered, err
	}
	if err := node.ForgetConnections(); err != nil {
		return answered, err
	}
	lap(2)
	if len(world.Logged) > 0 {
		answered.Log, err = logged(pods, world.Logged)
		if err != nil {
			return answered, err
		}
		if err := node.ForgetConnections(); err != nil {
			return answered, err
		}
	}
	answered.Cells, err = probeAll(pods)
	lap(3)
	return answered, err
}
