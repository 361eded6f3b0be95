import type { FashionMnistPart } from './published.js';

/** SHA-256 of the sample's IDX data: of what each file inflates to, which does not depend on who compressed it. */
export const sampleDataSha256: { readonly [P in FashionMnistPart]: string } = {
  trainImages: 'd33512cfdc636a0d8972818e6659995be209a88891df7fa2109d7895922c8985',
  trainLabels: '620cb8e3b9348037c5ff9a07b02d773ab165330e072dfd19e0d21c59f8042dcf',
  testImages: '15a92dd1e9b16ea361928086e77df4dfa890c255c00b5a8c8162c1040ce8eef1',
  testLabels: '234596aeb6eb48133ec99a62541f90bc0728c9559a681f1e0638037462458f2c',
};
