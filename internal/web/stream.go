package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
)

// A stream may take as long as it likes, as long as somebody reads it.
const (
	// streamPatience is how long a reader may take for one piece.
	streamPatience = 60 * time.Second
	// streamPiece is how much is gathered before it is sent.
	streamPiece = 64 << 10
)

// Stream answers with what write gives, piece by piece, so that nothing of it is kept in memory. The context of write ends when the
// visitor has gone or the server shuts down, and not with the handler. An error of write breaks the answer off in the middle, so
// that no reader takes a part for the whole; what can fail beforehand should fail before Stream is called. The media type must be
// set before: it tells whether the stream is packed.
func Stream(c *fiber.Ctx, write func(ctx context.Context, w io.Writer) error) error {
	// A stream is packed here: packed behind, its errors would look like its end.
	var packed *coding
	if mayPack(c) {
		c.Vary(fiber.HeaderAcceptEncoding)
		if chosen, ok := chooseCoding(c); ok {
			packed = chosen
			c.Set(fiber.HeaderContentEncoding, chosen.name)
		}
	}
	if c.Method() == fiber.MethodHead {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	shutdown, conn := c.Context().Done(), c.Context().Conn() // the request's context is used again when the handler has returned
	reader, writer := io.Pipe()
	go func() {
		select {
		case <-shutdown:
			cancel()
		case <-ctx.Done():
		}
	}()
	log := streamLog(c)
	go func() {
		defer cancel()
		err := guarded(func() error { return writePieces(ctx, patient{writer, conn}, packed, write) })
		if err != nil && ctx.Err() == nil && !errors.Is(err, io.ErrClosedPipe) {
			log(ctx, err) // neither the visitor nor a shutdown ended it
		}
		_ = writer.CloseWithError(err) // never fails; nil ends the answer as it should end
	}()
	c.Context().SetBodyStream(leaving{reader, cancel}, -1)
	return nil
}

// leaving is a stream whose writer is told when nobody reads any more.
type leaving struct {
	*io.PipeReader

	cancel context.CancelFunc
}

// Close ends the stream.
func (l leaving) Close() error {
	l.cancel()
	return l.PipeReader.Close()
}

// writePieces lets write fill pieces, packed or not, and ends them if it went well.
func writePieces(ctx context.Context, to io.Writer, packed *coding, write func(ctx context.Context, w io.Writer) error) error {
	pieces := bufio.NewWriterSize(to, streamPiece)
	if packed == nil {
		if err := write(ctx, pieces); err != nil {
			return err
		}
		return pieces.Flush()
	}
	packer := packed.open(pieces)
	defer packed.leave(packer)
	if err := write(ctx, packer); err != nil {
		return err
	}
	return errors.Join(packer.Close(), pieces.Flush())
}

// streamLog is what tells of a stream that broke off: its request's line was written long before.
func streamLog(c *fiber.Ctx) func(ctx context.Context, err error) {
	e := eventOf(c)
	if e == nil {
		return func(context.Context, error) {}
	}
	id, log := e.id, e.server.Log
	return func(ctx context.Context, err error) {
		log.LogAttrs(ctx, slog.LevelError, "stream", slog.String("request", id), slog.Any("error", err))
	}
}

// guarded makes a panic of write an error: nothing else stands between it and the end of the program.
func guarded(write func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return write()
}

// patient gives the reader at the other end its time again with each piece.
type patient struct {
	to   io.Writer
	conn net.Conn
}

func (p patient) Write(piece []byte) (int, error) {
	if p.conn != nil {
		_ = p.conn.SetWriteDeadline(time.Now().Add(streamPatience)) // a closed connection shows at the write
	}
	return p.to.Write(piece)
}
