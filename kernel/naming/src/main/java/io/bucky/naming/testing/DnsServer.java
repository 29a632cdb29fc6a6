package io.bucky.naming.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// A name server on a loopback port: TXT records from a map, NXDOMAIN for all else.
public final class DnsServer implements AutoCloseable {
  private static final int STRING_BYTES_MAX = 255;

  private final DatagramSocket socket;
  private final Thread thread;
  private final Map<String, List<String>> records;

  private DnsServer(DatagramSocket socket, Map<String, List<String>> records) {
    this.socket = socket;
    this.records = records;
    this.thread = Thread.ofVirtual().name("test-dns").unstarted(this::serve);
  }

  public static DnsServer open(Map<String, List<String>> records) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    var server = new DnsServer(socket, records);
    server.thread.start();
    return server;
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private void serve() {
    try {
      while (true) {
        var packet = new DatagramPacket(new byte[4_096], 4_096);
        socket.receive(packet);
        byte[] answer =
            answer(new Message(java.nio.ByteBuffer.wrap(packet.getData(), 0, packet.getLength())))
                .toWire();
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private Message answer(Message query) {
    Record question = query.getQuestion();
    var answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    answer.addRecord(question, Section.QUESTION);
    Name name = question.getName();
    List<String> texts = records.get(name.toString(true));
    if (texts == null) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    } else if (question.getType() == Type.TXT) {
      for (String text : texts) {
        answer.addRecord(new TXTRecord(name, DClass.IN, 60, split(text)), Section.ANSWER);
      }
    }
    return answer;
  }

  private static List<String> split(String text) {
    var strings = new ArrayList<String>();
    for (int at = 0; at < text.length(); at += STRING_BYTES_MAX) {
      strings.add(text.substring(at, Math.min(text.length(), at + STRING_BYTES_MAX)));
    }
    return strings;
  }

  @Override
  public void close() {
    socket.close();
  }
}
