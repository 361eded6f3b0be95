import type { ModelSpec } from '../model.js';
import { alexnet, alexnet2012, alexnetP1, alexnetP2, alexnetSlim } from './alexnet.js';
import { densenet, densenet121, densenet169, densenet201 } from './densenet.js';
import { efficientnetB0 } from './efficientnet.js';
import { googlenet, googlenetLinearStem } from './googlenet.js';
import { lenet, lenetBn, lenetRelu } from './lenet.js';
import { mobilenetV2 } from './mobilenet.js';
import { nin } from './nin.js';
import { resnet101, resnet152, resnet18, resnet34, resnet50 } from './resnet.js';
import { squeezenet11 } from './squeezenet.js';
import { vgg11, vgg11Ratio4, vgg11Ratio8, vgg13, vgg16, vgg19 } from './vgg.js';

/** Every architecture, by its name on the command line. */
export const zoo = {
  lenet,
  'lenet-relu': lenetRelu,
  'lenet-bn': lenetBn,
  alexnet,
  'alexnet-p1': alexnetP1,
  'alexnet-p2': alexnetP2,
  'alexnet-slim': alexnetSlim,
  'alexnet-2012': alexnet2012,
  vgg11,
  vgg13,
  vgg16,
  vgg19,
  'vgg11-ratio4': vgg11Ratio4,
  'vgg11-ratio8': vgg11Ratio8,
  nin,
  googlenet,
  'googlenet-linear-stem': googlenetLinearStem,
  resnet18,
  resnet34,
  resnet50,
  resnet101,
  resnet152,
  densenet,
  densenet121,
  densenet169,
  densenet201,
  'squeezenet1.1': squeezenet11,
  'mobilenet-v2': mobilenetV2,
  'efficientnet-b0': efficientnetB0,
} as const satisfies Readonly<Record<string, ModelSpec>>;

export type ZooName = keyof typeof zoo;
