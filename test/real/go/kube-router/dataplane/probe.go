package main

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"example.com/ringfence/node"
)

// cell is one connection that was tried.
type cell struct {
	From string `json:"from"`
	To   string `json:"to"`
	node.Port
	Result string `json:"result"`
}

const (
	open     = "open"
	rejected = "rejected"
	dropped  = "dropped"
)

// patience is how long an answer may take. Packets need no time here, but the machine may be busy.
const patience = 400 * time.Millisecond

// serve makes every pod listen on its ports. Connections over TCP are closed at once, packets over UDP are sent back.
func serve(pods []*pod) error {
	for _, made := range pods {
		if err := made.In(func() error { return node.Listen(made.listen) }); err != nil {
			return fmt.Errorf("%s: %w", made.key, err)
		}
	}
	return nil
}

// probeAll tries every port of every pod from every other pod: all pods at the same time, each of them one by one.
func probeAll(pods []*pod) ([]cell, error) {
	rows := make([][]cell, len(pods))
	failures := make([]error, len(pods))
	var all sync.WaitGroup
	for index, source := range pods {
		all.Add(1)
		go func() {
			defer all.Done()
			failures[index] = source.In(func() error {
				rows[index] = probeFrom(source, pods)
				return nil
			})
		}()
	}
	all.Wait()
	var cells []cell
	for _, row := range rows {
		cells = append(cells, row...)
	}
	return cells, errors.Join(failures...)
}

func probeFrom(source *pod, pods []*pod) []cell {
	var row []cell
	for _, destination := range pods {
		if destination == source {
			continue
		}
		for _, one := range destination.listen {
			result := probe(destination.Address, one)
			// What is closed stays closed; what is open may have been slow.
			if result != open {
				result = probe(destination.Address, one)
			}
			row = append(row, cell{From: source.key, To: destination.key, Port: one, Result: result})
		}
	}
	return row
}

func probe(address net.IP, one node.Port) string {
	at := fmt.Sprintf("%s:%d", address, one.Port)
	if one.Protocol == "UDP" {
		return resultOf(exchange(at))
	}
	connection, err := net.DialTimeout("tcp4", at, patience)
	if err == nil {
		connection.Close()
	}
	return resultOf(err)
}

func exchange(at string) error {
	connection, err := net.Dial("udp4", at)
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := connection.Write([]byte("?")); err != nil {
		return err
	}
	_, err = connection.Read(make([]byte, 64))
	return err
}

func resultOf(err error) string {
	var network net.Error
	switch {
	case err == nil:
		return open
	case errors.Is(err, syscall.ECONNREFUSED):
		return rejected
	case errors.As(err, &network) && network.Timeout():
		return dropped
	}
	return "an error: " + err.Error()
}
