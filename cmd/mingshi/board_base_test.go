package main

import "testing"

func TestHostsThatNoVisitorReaches(t *testing.T) {
	for host, want := range map[string]bool{
		"127.0.0.1": true, "10.1.2.3": true, "192.168.0.9": true, "169.254.3.4": true, "::1": true, "0.0.0.0": true,
		"localhost": true, "LOCALHOST": true, "gs.localhost": true, "nas": true, "gs.local": true, "gs.home.arpa": true,
		"gs.example.cn": false, "8.8.8.8": false, "172.32.0.1": false, "local.example.cn": false, "2001:db8::1": false,
	} {
		if got := isHouseHost(host); got != want {
			t.Errorf("%s: %t, want %t", host, got, want)
		}
	}
}
