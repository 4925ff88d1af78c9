import { outsider, type Company, type DepartmentSeed, type MemberSeed } from './company.ts'

const departments: DepartmentSeed[] = [
  { id: 1, name: '澜江精密', parentId: 0 },
  { id: 2, name: '总经办', parentId: 1 },
  { id: 3, name: '供应链与质量保障中心', parentId: 1 },
  { id: 4, name: '制造中心', parentId: 1 },
  { id: 5, name: '研发中心', parentId: 1 },
  { id: 6, name: '客户服务部', parentId: 1 },
  { id: 7, name: '人力行政部', parentId: 1 },
  { id: 8, name: '信息部', parentId: 1 },
  // Not below the root, like the department of a linked company: outside the app's visible range.
  { id: 9, name: '董事会办公室', parentId: 0 },
  { id: 11, name: '来料检验组', parentId: 3 },
  { id: 12, name: '采购组', parentId: 3 },
  { id: 13, name: '精加工车间', parentId: 4 },
  { id: 14, name: '装配车间', parentId: 4 },
  { id: 15, name: '结构设计组', parentId: 5 },
  { id: 16, name: '二线支持组', parentId: 6 },
  { id: 17, name: '数控一班', parentId: 13 },
]

const partner = { type: 0, name: '人员类型', text: { value: '外部合作人员' } } as const

/** Members with a role in the demo, and unusual cases of a real directory. */
const namedMembers: MemberSeed[] = [
  { userid: 'guoji', name: '郭𠮷', departments: [11], position: '质检工程师', telephone: '0755-8601-2046' },
  {
    userid: 'limin',
    name: '李敏',
    departments: [11],
    leads: [11],
    position: '来料检验组组长',
    telephone: '0755-8601-2040',
    directLeader: 'zhouqiming',
  },
  {
    userid: 'zhouqiming',
    name: '周启明',
    departments: [3],
    leads: [3],
    position: '供应链与质量总监',
    telephone: '0755-8601-2001',
  },
  {
    userid: 'chenhaiyan',
    name: '陈海燕',
    departments: [8],
    leads: [8],
    position: '信息部经理',
    telephone: '0755-8601-3001',
  },
  {
    userid: 'ayigulimaimaiti',
    name: '阿依古丽·买买提',
    departments: [6],
    position: '客服专员',
    telephone: '0755-8601-4012',
  },
  { userid: 'wei', name: '薇', departments: [15], position: '工业设计师' },
  {
    userid: 'ouyangruonan',
    name: '欧阳若楠',
    departments: [16],
    leads: [16],
    position: '二线支持组组长',
    telephone: '0755-8601-4020',
  },
  { userid: 'duanzhiyuan', name: '段志远（外协）', departments: [14], position: '驻厂调试', extattrs: [partner] },
  { userid: 'hewenbin', name: '何文斌', departments: [13], position: '磨床操作工', disabled: true },
  { userid: 'luyao', name: '陆瑶', departments: [7], position: '前台', notActivated: true },
  {
    userid: 'jiangsihan',
    name: '江思涵',
    departments: [5, 3, 14],
    mainDepartment: 5,
    position: '新品导入经理',
    telephone: '0755-8601-5008',
  },
  { userid: 'shenguowei', name: '沈国维', departments: [9], position: '董事会秘书' },
  { userid: 'wangfang', name: '王芳', departments: [12], position: '采购专员', telephone: '0755-8601-2051' },
  { userid: 'wangfang2', name: '王芳', departments: [7], position: '薪酬专员', telephone: '0755-8601-6013' },
  { userid: 'tangzhenhua', name: '唐振华', departments: [2], leads: [2], position: '总经理' },
  {
    userid: 'xiaolan',
    name: '肖岚',
    departments: [7],
    leads: [7],
    position: '人力行政总监',
    telephone: '0755-8601-6001',
  },
  {
    userid: 'fangjianguo',
    name: '方建国',
    departments: [4],
    leads: [4],
    position: '制造总监',
    telephone: '0755-8601-7001',
  },
  {
    userid: 'linshuqing',
    name: '林书晴',
    departments: [5],
    leads: [5],
    position: '研发总监',
    telephone: '0755-8601-5001',
  },
  {
    userid: 'hujianing',
    name: '胡嘉宁',
    departments: [6],
    leads: [6],
    position: '客户服务部经理',
    telephone: '0755-8601-4001',
  },
  { userid: 'penglei', name: '彭磊', departments: [13], leads: [13], position: '精加工车间主任' },
]

/** Rows of `department, position, userid, name, userid, name, …`. */
const staff: [number, string, ...string[]][] = [
  [2, '总经理助理', 'qinyue', '秦悦'],
  [11, '检验员', 'zhaolixia', '赵丽霞', 'sunhao', '孙浩', 'maxiaoyu', '马晓宇'],
  [12, '采购工程师', 'xujiaqi', '徐佳琪', 'gaofeng', '高峰'],
  [3, '体系工程师', 'luowenjing', '罗文静'],
  [13, '工艺员', 'dengchao', '邓超', 'caimeiling', '蔡美玲'],
  [
    17,
    '数控操作工',
    'liangbo',
    '梁波',
    'songyang',
    '宋洋',
    'hanxueqin',
    '韩雪琴',
    'fengdawei',
    '冯大伟',
    'yuting',
    '于婷',
  ],
  [
    14,
    '装配工',
    'dongqiang',
    '董强',
    'xieyuhan',
    '谢雨涵',
    'yeqing',
    '叶青',
    'suruibin',
    '苏瑞斌',
    'lvmengjie',
    '吕梦洁',
  ],
  [14, '装配车间主任', 'dinghaitao', '丁海涛'],
  [15, '结构工程师', 'renyifan', '任一凡', 'jiangxin', '姜欣', 'cuizhihao', '崔志豪'],
  [5, '测试工程师', 'zhongkaiwen', '钟凯文', 'tanjing', '谭静', 'nurzhan', '努尔江·赛力克'],
  [6, '客服专员', 'liaoxiaomin', '廖晓敏', 'yaoyuan', '姚远', 'zouhui', '邹慧'],
  [16, '支持工程师', 'xiongwei', '熊伟', 'jinyinglan', '金英兰', 'luyiming', '陆一鸣'],
  [7, '招聘主管', 'haojing', '郝静'],
  [7, '行政专员', 'shaobing', '邵冰'],
  [8, '系统管理员', 'qianwenlong', '钱文龙', 'baixue', '白雪'],
  [8, '桌面支持', 'mengfanrui', '孟凡瑞', 'guanpeng', '关鹏'],
  [4, '生产计划员', 'longhui', '龙辉', 'wanqian', '万倩'],
]

const staffMembers = staff.flatMap(([department, position, ...names]): MemberSeed[] =>
  names.flatMap((userid, index) => {
    const name = names[index + 1]
    return index % 2 === 0 && name !== undefined ? [{ userid, name, departments: [department], position }] : []
  }),
)

/**
 * The company 澜江精密 with 60 members. The app is visible to the whole company, as group chats require. 董事会办公室 (9) is
 * not below the root, so 沈国维 is outside the app's visible range.
 */
export const demoCompany: Company = {
  name: '澜江精密',
  departments,
  members: [...namedMembers, ...staffMembers],
  visibleDepartments: [1],
  creator: 'shenguowei',
  personas: [
    { userid: 'guoji', role: '员工' },
    { userid: 'limin', role: '部门管理员' },
    { userid: 'chenhaiyan', role: '信息部' },
    outsider,
  ],
}
