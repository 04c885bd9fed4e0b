package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;
import org.jspecify.annotations.Nullable;

/** What a transaction may use and what it pays, read out of its Compute Budget instructions before it runs. */
record ComputeBudget(int unitLimit, long fee, @Nullable String errorJson) {
    private static final int MAX_UNITS = 1_400_000;
    private static final int UNITS_PER_INSTRUCTION = 200_000;
    private static final int UNITS_PER_BUILTIN = 3_000;
    private static final long LAMPORTS_PER_SIGNATURE = 5_000;
    private static final long MICRO = 1_000_000;

    static ComputeBudget of(Message message) {
        Reader reader = new Reader();
        for (int i = 0; i < message.instructions().size(); i++) {
            Message.Compiled instruction = message.instructions().get(i);
            Address program = message.keys().get(instruction.program());
            reader.defaultUnits += isBuiltin(program) ? UNITS_PER_BUILTIN : UNITS_PER_INSTRUCTION;
            if (program.equals(Programs.COMPUTE_BUDGET)) {
                reader.read(i, instruction.data());
            }
        }
        return reader.result(message.signers());
    }

    private static boolean isBuiltin(Address program) {
        return program.equals(Programs.SYSTEM)
                || program.equals(Programs.VOTE)
                || program.equals(Programs.COMPUTE_BUDGET);
    }

    private static final class Reader {
        private long defaultUnits;
        private long unitLimit = -1;
        private long microLamports = -1;
        private @Nullable String errorJson;

        void read(int index, byte[] data) {
            ByteReader in = new ByteReader(data);
            int tag = in.u8();
            if (tag == 2) {
                once(index, unitLimit);
                unitLimit = in.u32() & 0xffff_ffffL;
            } else if (tag == 3) {
                once(index, microLamports);
                microLamports = in.u64() & Long.MAX_VALUE;
            } else if (tag == 1 || tag == 4) {
                in.u32(); // heap frame and loaded bytes: accepted, nothing here needs them
            } else {
                in.fail();
            }
            if (in.failed()) {
                error("{\"InstructionError\":[" + index + ",\"InvalidInstructionData\"]}");
            }
        }

        private void once(int index, long before) {
            if (before >= 0) {
                error("{\"DuplicateInstruction\":" + index + "}");
            }
        }

        private void error(String json) {
            errorJson = errorJson == null ? json : errorJson;
        }

        ComputeBudget result(int signatures) {
            long units = Math.min(unitLimit < 0 ? defaultUnits : unitLimit, MAX_UNITS);
            return new ComputeBudget((int) units, signatures * LAMPORTS_PER_SIGNATURE + priority(units), errorJson);
        }

        /** The offered price times the limit, rounded up; a price beyond all lamports asks for more than anybody has. */
        private long priority(long units) {
            if (microLamports <= 0 || units == 0) {
                return 0;
            }
            if (microLamports > (Long.MAX_VALUE - MICRO) / units) {
                return Long.MAX_VALUE / 2;
            }
            return (units * microLamports + MICRO - 1) / MICRO;
        }
    }

    /** The program itself, when its instructions' turn comes: everything has been done before. */
    static final class Runner implements Program {
        private static final int UNITS = 150;

        @Override
        public boolean builtin() {
            return true;
        }

        @Override
        public void run(Invocation call) throws ProgramFailure {
            call.consume(UNITS);
            if (call.data().length == 0) {
                throw ProgramFailure.of(Kind.InvalidInstructionData);
            }
        }
    }
}
