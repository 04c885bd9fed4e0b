package io.trenchbot.streaming;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A second, slow reading of the wire format with lists, as an oracle for the view. Throws on anything it does not like. */
final class SlowTransaction {
    final List<byte[]> signatures = new ArrayList<>();
    int version = -1;
    final int[] header = new int[3];
    final List<byte[]> keys = new ArrayList<>();
    byte[] blockhash = new byte[0];
    final List<Instruction> instructions = new ArrayList<>();
    final List<Table> tables = new ArrayList<>();
    int messageStart;

    record Instruction(int program, byte[] accounts, byte[] data) {}

    record Table(byte[] key, byte[] writable, byte[] readonly) {}

    static SlowTransaction parse(byte[] wire) {
        SlowTransaction result = new SlowTransaction();
        ByteBuffer in = ByteBuffer.wrap(wire);
        require(wire.length <= 1232);
        int signatureCount = compact(in);
        for (int i = 0; i < signatureCount; i++) {
            result.signatures.add(bytes(in, 64));
        }
        result.messageStart = in.position();
        int first = in.get(in.position()) & 0xff;
        if (first >= 128) {
            in.get();
            result.version = first - 128;
            require(result.version == 0);
        }
        for (int i = 0; i < 3; i++) {
            result.header[i] = in.get() & 0xff;
        }
        int keyCount = compact(in);
        for (int i = 0; i < keyCount; i++) {
            result.keys.add(bytes(in, 32));
        }
        result.blockhash = bytes(in, 32);
        int instructionCount = compact(in);
        for (int i = 0; i < instructionCount; i++) {
            int program = in.get() & 0xff;
            result.instructions.add(new Instruction(program, bytes(in, compact(in)), bytes(in, compact(in))));
        }
        int loaded = 0;
        if (result.version == 0) {
            int tableCount = compact(in);
            for (int i = 0; i < tableCount; i++) {
                Table table = new Table(bytes(in, 32), bytes(in, compact(in)), bytes(in, compact(in)));
                require(table.writable.length + table.readonly.length > 0);
                loaded += table.writable.length + table.readonly.length;
                result.tables.add(table);
            }
        }
        require(!in.hasRemaining());
        require(signatureCount >= 1 && signatureCount == result.header[0]);
        require(result.header[1] < result.header[0]);
        require(result.header[0] + result.header[2] <= keyCount);
        require(keyCount + loaded <= 256);
        for (Instruction instruction : result.instructions) {
            require(instruction.program > 0 && instruction.program < keyCount);
            for (byte account : instruction.accounts) {
                require((account & 0xff) < keyCount + loaded);
            }
        }
        return result;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException();
        }
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static int compact(ByteBuffer in) {
        int value = 0;
        for (int i = 0; i < 3; i++) {
            int b = in.get() & 0xff;
            require(i == 0 || b != 0);
            value += (b & 127) << (7 * i);
            if (b < 128) {
                require(value <= 65535);
                return value;
            }
        }
        throw new IllegalArgumentException();
    }
}
