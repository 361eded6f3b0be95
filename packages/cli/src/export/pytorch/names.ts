import { ArchetypeError } from '@archetype/spec';

/** What `nn.Sequential` is made of itself (`dir`, PyTorch 2.15): a module of such a name would hide it, and PyTorch refuses it. */
const TAKEN = new Set(
  (
    'T_destination __add__ __annotations__ __call__ __class__ __delattr__ __delitem__ __dict__ __dir__ __doc__ __eq__ __format__ __ge__ __getattr__ ' +
    '__getattribute__ __getitem__ __getstate__ __gt__ __hash__ __iadd__ __imul__ __init__ __init_subclass__ __iter__ __le__ __len__ __lt__ __module__ ' +
    '__mul__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ __rmul__ __setattr__ __setitem__ __setstate__ __sizeof__ __str__ __subclasshook__ __weakref__ ' +
    '_apply _backward_hooks _backward_pre_hooks _buffers _call_impl _compiled_call_impl _forward_hooks _forward_hooks_always_called ' +
    '_forward_hooks_with_kwargs _forward_pre_hooks _forward_pre_hooks_with_kwargs _get_backward_hooks _get_backward_pre_hooks _get_item_by_idx _get_name ' +
    '_is_full_backward_hook _load_from_state_dict _load_state_dict_post_hooks _load_state_dict_pre_hooks _maybe_warn_non_full_backward_hook _modules ' +
    '_named_members _non_persistent_buffers_set _parameters _register_load_state_dict_pre_hook _register_state_dict_hook _replicate_for_data_parallel ' +
    '_save_to_state_dict _slow_forward _state_dict_hooks _state_dict_pre_hooks _version _wrapped_call_impl add_module append apply bfloat16 buffers ' +
    'call_super_init children compile cpu cuda double dump_patches eval extend extra_repr float forward get_buffer get_extra_state get_parameter ' +
    'get_submodule half insert ipu load_state_dict modules mtia named_buffers named_children named_modules named_parameters parameters pop ' +
    'register_backward_hook register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook ' +
    'register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook ' +
    'register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu zero_grad'
  ).split(' '),
);

/** Words of Python that cannot be an attribute or a class. */
const KEYWORDS = new Set(
  ('False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or ' +
    'pass raise return try while with yield').split(' '),
);

/** @throws ArchetypeError `not-a-module-name` for a name that PyTorch does not give to a module */
export function requireModuleName(model: string, path: string, name: string): void {
  if (!TAKEN.has(name)) return;
  throw new ArchetypeError({
    code: 'not-a-module-name',
    subject: `${model}/${path}`,
    problem: `a PyTorch module cannot have one called ${name} in it: that is a part of every module`,
    remedy: 'give the layer another name',
  });
}

/** Whether `self.name` means that name: two underscores before it, and Python puts the class's name there too. */
export const isAttribute = (name: string): boolean => !KEYWORDS.has(name) && !name.startsWith('__');

/** As the field writes them. */
const SPELLINGS: Readonly<Record<string, string>> = { lenet: 'LeNet', alexnet: 'AlexNet', nin: 'NiN', googlenet: 'GoogLeNet', bn: 'BN', relu: 'ReLU' };

/** What the file imports. */
const IMPORTED: ReadonlySet<string> = new Set(['F', 'OrderedDict']);

/** `vgg11-ratio4` → `VGG11Ratio4`; never a name that the file uses otherwise. */
export function classNameOf(model: string, taken: readonly string[]): string {
  const words = model.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => SPELLINGS[word] ?? spelled(word)).join('');
  const name = /^[A-Za-z]/.test(joined) ? joined : `Model${joined}`;
  return taken.includes(name) || IMPORTED.has(name) || KEYWORDS.has(name) ? `${name}Net` : name;
}

function spelled(word: string): string {
  const family = /^(vgg)(.*)/.exec(word) ? word.replace('vgg', 'VGG') : word.replace(/^(res|dense)net/, (_, kind: string) => `${capital(kind)}Net`);
  return capital(family);
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
