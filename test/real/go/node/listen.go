package node

import (
	"errors"
	"fmt"
	"net"
)

// Port is one on which a pod listens.
type Port struct {
	// Protocol is TCP or UDP.
	Protocol string `json:"protocol"`
	Port     int    `json:"port"`
}

// Listen serves ports in the network namespace of the thread that calls it. Connections over TCP are closed at once, packets
// over UDP are sent back.
func Listen(ports []Port) error {
	for _, one := range ports {
		at := fmt.Sprintf("0.0.0.0:%d", one.Port)
		switch one.Protocol {
		case "TCP":
			listener, err := net.Listen("tcp4", at)
			if err != nil {
				return err
			}
			go closeAll(listener)
		case "UDP":
			packets, err := net.ListenPacket("udp4", at)
			if err != nil {
				return err
			}
			go sendBack(packets)
		default:
			return fmt.Errorf("%s is not served", one.Protocol)
		}
	}
	return nil
}

func closeAll(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		connection.Close()
	}
}

func sendBack(packets net.PacketConn) {
	buffer := make([]byte, 64)
	for {
		size, from, err := packets.ReadFrom(buffer)
		if err == nil {
			_, err = packets.WriteTo(buffer[:size], from)
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}
