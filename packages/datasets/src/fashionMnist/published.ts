/**
 * Fashion-MNIST as Zalando Research publishes it: 60,000 + 10,000 grey images of 28 × 28 pixels, ten classes, MIT licence.
 *
 * Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST", 2017, arXiv:1708.07747; https://github.com/zalandoresearch/fashion-mnist
 */

/** What the classes 0 … 9 are, in the words of the published table. */
export const fashionMnistClassNames: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** One published file. */
export interface PublishedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** SHA-256 of the IDX data within. */
  readonly dataSha256: string;
}

/** The roles of the four files. */
export type FashionMnistPart = 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';

export const publishedFiles: { readonly [P in FashionMnistPart]: PublishedFile } = {
  trainImages: {
    name: 'train-images-idx3-ubyte.gz',
    bytes: 26_421_880,
    sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
    dataSha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte.gz',
    bytes: 29_515,
    sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
    dataSha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  },
  testImages: {
    name: 't10k-images-idx3-ubyte.gz',
    bytes: 4_422_102,
    sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
    dataSha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte.gz',
    bytes: 5_148,
    sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
    dataSha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
};

/** In the order in which they are fetched and listed. */
export const fashionMnistParts = Object.keys(publishedFiles) as readonly FashionMnistPart[];

/**
 * Where the files are published, in the order in which they are tried: the links of the project's README, then its
 * repository. The first has no TLS; the SHA-256 makes up for it.
 */
export const fashionMnistHomes: readonly string[] = [
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
];
