import { describeAgreement } from '../../testing/agreement.js';
import { openCpu } from '../engines/cpu.js';
import { openWasm } from '../engines/wasmInNode.js';

describeAgreement('WebAssembly, kernels in TypeScript where there are some', () => openWasm({ threads: 2 }));

describeAgreement('plain JavaScript, kernels in TypeScript where there are some', openCpu);

// As on an engine whose memory cannot be addressed; the one in plain JavaScript has all of TensorFlow.js's kernels.
describeAgreement(
  "TensorFlow.js's kernels alone",
  async () => {
    const { heap: _, ...device } = await openCpu();
    return device;
  },
);
